"""Measurement: whether one program is really cheaper to run than another."""
