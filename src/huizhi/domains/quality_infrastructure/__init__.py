"""质量基础设施一站式服务: standards, metrology, certification, accreditation, testing.

Used by enterprises and technical bodies.
"""
