"""Every setting, typed, with its source."""
