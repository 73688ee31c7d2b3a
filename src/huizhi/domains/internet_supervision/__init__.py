"""“互联网+监管”: catalogue of supervision, monitoring, warning-disposal-feedback, national link.

Used by supervision divisions at four levels.
"""
