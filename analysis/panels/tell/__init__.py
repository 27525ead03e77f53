"""What a panel says: means, tests and regressions as tables, figures, a report; and the files of them."""
