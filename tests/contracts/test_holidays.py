"""The holidays that the employee service ships, held against the package `holidays`, which is kept
from year to year by others (Open World Holidays Framework)."""
import csv
import os
from datetime import date
from pathlib import Path

import holidays
import pytest

FILE = Path(os.environ["ERP_SOURCE_DIR"]) / "services" / "employee" / "data" / "holidays-kr.csv"
YEARS = range(2024, 2029)
# 근로자의 날 became a public holiday (노동절) in 2026. The package does not list it before, since public
# offices were open; for employees it was a paid day off, never a day of leave.
ONLY_FOR_EMPLOYEES = {date(2024, 5, 1), date(2025, 5, 1)}


def rows():
    with open(FILE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("year", YEARS)
def test_dates_are_those_of_the_package(year):
    ours = {date.fromisoformat(row["date"]) for row in rows() if row["date"].startswith(str(year))}
    theirs = set(holidays.country_holidays("KR", years=year))
    assert ours - theirs == {day for day in ONLY_FOR_EMPLOYEES if day.year == year}
    assert theirs - ours == set()


@pytest.mark.parametrize("year", YEARS)
def test_substitute_days_are_those_of_the_package(year):
    ours = {date.fromisoformat(row["date"]) for row in rows()
            if row["date"].startswith(str(year)) and row["kind"] == "substitute"}
    named = holidays.country_holidays("KR", years=year, language="ko")
    assert ours == {day for day, name in named.items() if "대체 휴일" in name}


def test_holds_these_years_only():
    assert {int(row["date"][:4]) for row in rows()} == set(YEARS)
