#include "common/csv.h"

#include <algorithm>
#include <utility>

namespace erp::csv {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kFormula = "=+-@\t\r\n";

// Whether a spreadsheet could take it for a formula, or Cell has put an apostrophe before it.
bool Guards(std::string_view text) {
  const auto first = text.find_first_not_of('\'');
  return first != std::string_view::npos && kFormula.find(text[first]) != std::string_view::npos;
}

}  // namespace

Reader::Reader(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

std::optional<Record> Reader::Next() {
  while (EndLine()) ++row_;
  if (rest_.empty()) return std::nullopt;
  Record record{.row = row_++, .line = line_, .fields = {}};
  do {
    record.fields.push_back(Field(record));
  } while (Take(","));
  EndLine();
  return record;
}

bool Reader::EndLine() {
  if (!Take("\r\n") && !Take("\n")) return false;
  ++line_;
  return true;
}

bool Reader::Take(std::string_view token) {
  if (!rest_.starts_with(token)) return false;
  rest_.remove_prefix(token.size());
  return true;
}

std::string Reader::Field(Record& record) {
  if (Take("\"")) return Quoted(record);
  std::string field = UpToSeparator();
  if (field.find('"') != std::string::npos) record.broken = true;
  return field;
}

std::string Reader::UpToSeparator() {
  auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
  const bool line_ends = end < rest_.size() && rest_[end] == '\n';
  if (line_ends && end > 0 && rest_[end - 1] == '\r') --end;
  std::string field(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return field;
}

std::string Reader::Quoted(Record& record) {
  std::string field;
  while (!rest_.empty()) {
    if (Take("\"\"")) {
      field += '"';
    } else if (Take("\"")) {
      if (!UpToSeparator().empty()) record.broken = true;
      return field;
    } else {
      if (rest_.front() == '\n') ++line_;
      field += rest_.front();
      rest_.remove_prefix(1);
    }
  }
  record.broken = true;
  return field;
}

std::vector<Record> Records(std::string_view text, std::size_t most) {
  std::vector<Record> records;
  Reader reader(text);
  while (records.size() < most) {
    auto record = reader.Next();
    if (!record) break;
    records.push_back(*std::move(record));
  }
  return records;
}

std::string Cell(std::string_view text) {
  std::string cell(Guards(text) ? "'" : "");
  cell += text;
  if (cell.find_first_of("\",\r\n") == std::string::npos) return cell;
  std::string quoted("\"");
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

std::string_view Unguarded(std::string_view cell) {
  if (cell.starts_with('\'') && Guards(cell)) cell.remove_prefix(1);
  return cell;
}

}  // namespace erp::csv
