// CSV texts (RFC 4180): fields separated by commas, quoted ones may hold commas, line breaks and
// doubled quotes. Pure; a Reader is used by one thread at a time, functions by any.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace erp::csv {

struct Record {
  // As spreadsheets count: the first record or line without a character is 1.
  std::size_t row = 0;
  std::size_t line = 0;  // of the text, counted from 1, where the record begins
  std::vector<std::string> fields;
  // A quote is not closed, or stands beside other characters of its field.
  bool broken = false;
};

// The records of a text one after the other. Lines end in LF or CRLF; lines without a character are
// left out; a byte order mark at the beginning is. Bytes beyond ASCII are passed on as they are, so
// that a text in CP949 can be read too: there no byte of a character is a comma, a quote or an end
// of line. Time linear in the text, which must outlive the reader; memory of one record.
class Reader {
 public:
  explicit Reader(std::string_view text);

  // Nothing at the end.
  std::optional<Record> Next();

 private:
  bool EndLine();
  bool Take(std::string_view token);
  std::string Field(Record& record);
  std::string UpToSeparator();
  std::string Quoted(Record& record);

  std::string_view rest_;
  std::size_t row_ = 1;
  std::size_t line_ = 1;
};

// At most `most` records; what follows is not read.
std::vector<Record> Records(std::string_view text, std::size_t most);

// A cell of a text that somebody has written, quoted where it has to be. Spreadsheets take a text
// that begins with = + - @ or a control character for a formula: it gets an apostrophe before it,
// and so does one that begins with apostrophes before such a character.
std::string Cell(std::string_view text);

// What Cell has made its text of: without the apostrophe that guards it. Quotes are the reader's.
std::string_view Unguarded(std::string_view cell);

}  // namespace erp::csv
