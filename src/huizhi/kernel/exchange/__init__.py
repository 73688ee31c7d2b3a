"""对接交换: outbox, inbox, receipts, reconciliation, idempotency."""
