-- "2026-11-21T01:06:00.310Z" of seconds since 1970 and milliseconds (the script sandbox has no
-- calendar; days to date as in the proleptic Gregorian calendar, years from March).
local function instant(seconds, milliseconds)
  local days = math.floor(seconds / 86400)
  local rest = seconds - days * 86400
  local z = days + 719468
  local era = math.floor(z / 146097)
  local day_of_era = z - era * 146097
  local year_of_era = math.floor((day_of_era - math.floor(day_of_era / 1460) +
      math.floor(day_of_era / 36524) - math.floor(day_of_era / 146096)) / 365)
  local day_of_year = day_of_era - (365 * year_of_era + math.floor(year_of_era / 4) -
      math.floor(year_of_era / 100))
  local month = math.floor((5 * day_of_year + 2) / 153)
  local day = day_of_year - math.floor((153 * month + 2) / 5) + 1
  local year = year_of_era + era * 400
  if month < 10 then
    month = month + 3
  else
    month, year = month - 9, year + 1
  end
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month, day,
                       math.floor(rest / 3600), math.floor(rest / 60) % 60, rest % 60,
                       milliseconds)
end
