"""SQLite for a city: write-ahead log, and writers that wait their turn in order.

SQLite's own waiting is a lottery: with many writers a few lose for seconds. Here a writer first takes
its turn (`turns`), so the slowest waits a fraction of that (about a fifth, measured with 16 writers).
"""
