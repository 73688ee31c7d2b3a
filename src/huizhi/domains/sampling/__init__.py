"""抽检监测: plans, samples, tests, objections, disposal for food, drugs and products.

Used by sampling officers and laboratories.
"""
