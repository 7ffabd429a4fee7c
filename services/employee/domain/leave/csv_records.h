// The records of a CSV text (RFC 4180): fields separated by commas, quoted ones may hold commas,
// line breaks and doubled quotes. Lines end in LF or CRLF; lines without a character are left out;
// a byte order mark at the beginning is. Pure, thread-safe; time and memory linear in the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace erp::employee {

struct CsvRecord {
  std::size_t line = 0;  // of the text, counted from 1, where the record begins
  std::vector<std::string> fields;
  // A quote is not closed, or stands beside other characters of its field.
  bool broken = false;
};

// At most `most` records; what follows is not read.
std::vector<CsvRecord> CsvRecords(std::string_view text, std::size_t most);

}  // namespace erp::employee
