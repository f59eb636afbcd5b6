"""Verification: whether one version behaves like another, and on which inputs."""
