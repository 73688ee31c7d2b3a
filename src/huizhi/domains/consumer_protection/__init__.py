"""消费者权益保护 12315: complaints, tips, mediation, rewards, assured consumption.

Used by consumers and 12315 officers.
"""
