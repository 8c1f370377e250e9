"""The mark that says: this database is a practice city."""

from django.db import models


class PracticeCity(models.Model):
    """One row, made before the first invented person. How far the filling has come stands in it."""

    residents = models.PositiveIntegerField()
    filled_at = models.DateTimeField(null=True)  # people, offices and accounts are there
    imported_at = models.DateTimeField(null=True)  # cases of the past months are there
    letters = models.PositiveIntegerField(default=0)  # so many real ones were signed
    under_way = models.PositiveSmallIntegerField(default=0)  # so many open cases were made
    unsigned = models.JSONField(default=list)  # those that are to be: [case code, mandate, time]

    def __str__(self) -> str:
        return f"{self.residents} residents"
