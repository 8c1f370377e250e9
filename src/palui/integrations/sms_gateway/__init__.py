"""A gateway for short messages, spoken to over HTTP; and one to practise with."""
