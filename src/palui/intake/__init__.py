"""REQUEST: drafts, submissions, evidence and receipts."""
