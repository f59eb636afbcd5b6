"""What runs on the far side: in the zygote and its children; standard library only."""
