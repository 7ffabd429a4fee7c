#include "employee/domain/leave/csv_records.h"

#include <algorithm>
#include <utility>

namespace erp::employee {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  [[nodiscard]] bool AtEnd() const { return rest_.empty(); }

  CsvRecord Next() {
    CsvRecord record{.line = line_, .fields = {}};
    do {
      record.fields.push_back(Field(record));
    } while (Take(","));
    return record;
  }

  // Past the end of a line, if it is here: after a record, or of a line without one.
  bool EndLine() {
    if (!Take("\r\n") && !Take("\n")) return false;
    ++line_;
    return true;
  }

 private:
  bool Take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  std::string Field(CsvRecord& record) {
    if (Take("\"")) return Quoted(record);
    std::string field = UpToSeparator();
    if (field.find('"') != std::string::npos) record.broken = true;
    return field;
  }

  std::string UpToSeparator() {
    auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
    const bool line_ends = end < rest_.size() && rest_[end] == '\n';
    if (line_ends && end > 0 && rest_[end - 1] == '\r') --end;
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return field;
  }

  std::string Quoted(CsvRecord& record) {
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

  std::string_view rest_;
  std::size_t line_ = 1;
};

}  // namespace

std::vector<CsvRecord> CsvRecords(std::string_view text, std::size_t most) {
  std::vector<CsvRecord> records;
  Reader reader(text);
  while (!reader.AtEnd() && records.size() < most) {
    if (!reader.EndLine()) records.push_back(reader.Next());
  }
  return records;
}

}  // namespace erp::employee
