"""The public page of the ledger: the latest head, who has cosigned it, and the proofs that lead to it."""
