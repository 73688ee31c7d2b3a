"""一体化市场政务服务平台: matter catalogue, permits, one thing at once, ratings.

Used by enterprises, the public and window officers.
"""
