"""Is one version the same as another, on which inputs?"""
