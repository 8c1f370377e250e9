"""Province to RT, offices with letterhead and working hours, holidays."""
