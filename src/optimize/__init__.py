"""Improving a program: propose, verify, measure, keep or discard."""
