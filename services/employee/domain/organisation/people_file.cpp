#include "employee/domain/organisation/people_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "common/cp949.h"
#include "common/csv.h"
#include "common/unicode.h"

namespace erp::employee {
namespace {

using Column = PeopleColumn;
using Kind = ProblemKind;

constexpr unicode::TextLimits kCell{.max = 5000, .single_line = true, .trimmed = true};
constexpr std::size_t kShown = 60;  // bytes of a cell that a sentence shows

// Without spaces, hyphens and underscores, in small letters. The first one is what is written.
const std::vector<std::pair<Column, std::vector<std::string_view>>>& Headings() {
  static const std::vector<std::pair<Column, std::vector<std::string_view>>> headings{
      {Column::kId, {"시스템번호", "id", "employeeid"}},
      {Column::kNumber, {"사번", "사원번호", "직원번호", "number", "employeenumber"}},
      {Column::kName, {"이름", "성명", "name"}},
      {Column::kEmail, {"이메일", "전자우편", "메일", "email"}},
      {Column::kDepartment, {"부서", "소속", "department"}},
      {Column::kPosition, {"직위", "직급", "position"}},
      {Column::kManager, {"관리자사번", "상사사번", "관리자", "manager", "managernumber"}},
      {Column::kHiredOn, {"입사일", "입사일자", "hiredon", "hiredate"}},
      {Column::kLeftOn, {"퇴사일", "퇴직일", "퇴사일자", "lefton", "leavedate"}},
  };
  return headings;
}

std::optional<Column> ColumnOf(std::string_view heading) {
  std::string plain;
  for (const char c : heading) {
    if (c == ' ' || c == '-' || c == '_') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const auto& [column, names] : Headings()) {
    if (std::find(names.begin(), names.end(), plain) != names.end()) return column;
  }
  return std::nullopt;
}

// How long the character is that begins here; 0 when it is none of UTF-8.
std::size_t CharacterAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || beyond ? 0 : size;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto size = CharacterAt(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

// At most kShown bytes of it, in whole characters.
std::string Shown(const std::string& text) {
  if (text.size() <= kShown) return text;
  std::size_t end = 0;
  for (std::size_t size = 1; size > 0 && end + size <= kShown; end += size) {
    size = CharacterAt(text, end);
    if (size == 0 || end + size > kShown) break;
  }
  return text.substr(0, end) + "…";
}

class FileReader {
 public:
  explicit FileReader(std::string_view text) : records_(text), utf8_(IsUtf8(text)) {}

  PeopleFile Read() {
    if (!ReadHeadings()) return std::move(file_);
    while (auto record = records_.Next()) {
      if (file_.rows.size() == kMostPeopleRows) {
        Note(*record, Column::kRow, Kind::kTooManyRows, std::to_string(kMostPeopleRows));
        break;
      }
      ReadRow(*record);
    }
    return std::move(file_);
  }

 private:
  void Note(const csv::Record& record, Column column, Kind kind, const std::string& value = {}) {
    file_.problems.push_back({static_cast<std::uint32_t>(record.row), column, kind, Shown(value)});
  }

  // The cell in UTF-8 and normal form C, without white space at its ends; nothing with a mistake,
  // which is noted.
  std::optional<std::string> Cell(const csv::Record& record,
                                  std::string_view field,
                                  Column column,
                                  Kind mistake) {
    const std::string_view plain = csv::Unguarded(field);
    std::optional<std::string> text;
    text = utf8_ ? std::string(plain) : cp949_.ToUtf8(plain);
    if (!text) {
      Note(record, column, Kind::kNotText);
      return std::nullopt;
    }
    auto cleaned = unicode::Clean(*text, kCell);
    if (!cleaned.mistake) return std::move(cleaned.text);
    Note(record, column, mistake);
    return std::nullopt;
  }

  bool ReadHeadings() {
    const auto record = records_.Next().value_or(csv::Record{.row = 1, .fields = {}});
    for (const auto& field : record.fields) {
      const auto heading = Cell(record, field, Column::kRow, Kind::kUnknownColumn);
      const auto column = heading ? ColumnOf(*heading) : std::nullopt;
      columns_.push_back(column);
      if (!column) {
        // Spreadsheets write empty cells at the end.
        if (heading && !heading->empty()) {
          Note(record, Column::kRow, Kind::kUnknownColumn, *heading);
        }
        continue;
      }
      auto& has = file_.has.at(static_cast<std::size_t>(*column));
      if (has) Note(record, *column, Kind::kRepeatedColumn);
      has = true;
    }
    if (!file_.Has(Column::kId) && !file_.Has(Column::kNumber)) {
      Note(record, Column::kRow, Kind::kNoKeyColumn);
    }
    return file_.problems.empty();
  }

  void ReadRow(const csv::Record& record) {
    const bool blank = std::all_of(record.fields.begin(), record.fields.end(),
                                   [](const auto& field) { return field.empty(); });
    if (blank) return;
    if (record.broken) return Note(record, Column::kRow, Kind::kBroken);
    FileRow row{.row = static_cast<std::uint32_t>(record.row)};
    key_mistake_ = false;
    for (std::size_t at = 0; at < record.fields.size(); ++at) {
      const auto& field = record.fields[at];
      if (at < columns_.size() && columns_[at]) {
        ReadCell(record, field, *columns_[at], row);
      } else if (!field.empty()) {
        Note(record, Column::kRow, Kind::kTooManyFields);
        break;
      }
    }
    if (!row.id && row.number.empty() && !key_mistake_) Note(record, Column::kRow, Kind::kNoKey);
    file_.rows.push_back(std::move(row));
  }

  // A text of a person: within the limits, and there where the column is.
  std::string ProfileCell(const csv::Record& record, std::string text, Column column) {
    if (text.empty()) {
      Note(record, column, Kind::kRequired);
    } else if (unicode::Clean(text, kProfileText).mistake) {
      Note(record, column, Kind::kText);
      text.clear();
    }
    return text;
  }

  std::optional<Date> DateCell(const csv::Record& record, const std::string& text, Column column) {
    if (text.empty()) return std::nullopt;
    const auto date = ParseFileDate(text);
    if (!date) Note(record, column, Kind::kDate);
    return date;
  }

  std::string NumberCell(const csv::Record& record, std::string text) {
    if (text.empty()) return text;
    if (!text.starts_with('#') && !unicode::Clean(text, kCodeText).mistake) return text;
    Note(record, Column::kNumber, Kind::kNumber);
    key_mistake_ = true;
    return {};
  }

  void ReadCell(const csv::Record& record, const std::string& field, Column column, FileRow& row) {
    const bool a_date = column == Column::kHiredOn || column == Column::kLeftOn;
    auto cell = Cell(record, field, column, a_date ? Kind::kDate : Kind::kText);
    if (!cell) {
      key_mistake_ = key_mistake_ || column == Column::kId || column == Column::kNumber;
      return;
    }
    auto& text = *cell;
    switch (column) {
      case Column::kId:
        row.id = EmployeeId::Parse(text);
        if (row.id || text.empty()) break;
        Note(record, column, Kind::kId);
        key_mistake_ = true;
        break;
      case Column::kNumber:
        row.number = NumberCell(record, std::move(text));
        break;
      case Column::kName:
        row.name = ProfileCell(record, std::move(text), column);
        break;
      case Column::kEmail:
        if (!text.empty() && EmailMistake(text)) {
          Note(record, column, Kind::kEmail);
        } else {
          row.email = std::move(text);
        }
        break;
      case Column::kDepartment:
        if (text.empty()) {
          Note(record, column, Kind::kRequired);
        } else {
          row.department = file_.departments.Keep(text);
        }
        break;
      case Column::kPosition:
        if (text = ProfileCell(record, std::move(text), column); !text.empty()) {
          row.position = file_.positions.Keep(text);
        }
        break;
      case Column::kManager:
        row.manager = std::move(text);
        break;
      case Column::kHiredOn:
        row.hired_on = DateCell(record, text, column);
        break;
      case Column::kLeftOn:
        row.left_on = DateCell(record, text, column);
        break;
      case Column::kRow:
        break;
    }
  }

  csv::Reader records_;
  const bool utf8_;
  Cp949 cp949_;
  std::vector<std::optional<Column>> columns_;
  PeopleFile file_;
  bool key_mistake_ = false;  // of this row: noted already
};

// Digits up to the next character that is none.
std::optional<unsigned> TakeNumber(std::string_view& text, std::size_t most) {
  unsigned number = 0;
  const auto end = text.data() + std::min(most, text.size());
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr == text.data()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return number;
}

}  // namespace

std::uint32_t SharedTexts::Keep(const std::string& text) {
  const auto at = std::lower_bound(
      sorted_.begin(), sorted_.end(), text,
      [&](std::uint32_t place, const std::string& wanted) { return texts_[place] < wanted; });
  if (at != sorted_.end() && texts_[*at] == text) return *at;
  const auto place = static_cast<std::uint32_t>(texts_.size());
  sorted_.insert(at, place);
  texts_.push_back(text);
  return place;
}

PeopleFile ReadPeopleFile(std::string_view text) { return FileReader(text).Read(); }

std::optional<Date> ParseFileDate(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  if (text.size() == 8 && text.find_first_not_of(kDigits) == std::string_view::npos) {
    std::string dashed(text);
    dashed.insert(6, 1, '-');
    dashed.insert(4, 1, '-');
    return ParseDate(dashed);
  }
  const auto separator = [&] {
    if (text.empty() || std::string_view("-/.").find(text.front()) == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(1);
    if (text.starts_with(' ')) text.remove_prefix(1);
    return true;
  };
  const auto year = TakeNumber(text, 4);
  if (!year || !separator()) return std::nullopt;
  const auto month = TakeNumber(text, 2);
  if (!month || !separator()) return std::nullopt;
  const auto day = TakeNumber(text, 2);
  if (!day || (!text.empty() && text != ".")) return std::nullopt;
  const Date date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                  std::chrono::day(*day)};
  return date.ok() ? ParseDate(FormatDate(date)) : std::nullopt;
}

std::string PeopleHeadings() {
  std::string line("\xEF\xBB\xBF");
  for (const auto& [column, names] : Headings()) {
    if (column != Column::kId) line += ',';
    line += names.front();
  }
  return line += "\r\n";
}

std::string PeopleRow(const Employee& person,
                      const std::string& department,
                      const std::string& manager) {
  const auto& profile = person.profile;
  std::string line = person.id.str();
  const auto add = [&](std::string_view cell) { line.append(",").append(csv::Cell(cell)); };
  add(person.number.value_or(""));
  add(profile.name);
  add(profile.email.value_or(""));
  add(department);
  add(profile.position);
  add(manager);
  add(profile.hired_on ? FormatDate(*profile.hired_on) : "");
  add(person.left_on ? FormatDate(*person.left_on) : "");
  return line += "\r\n";
}

std::string ManagerCell(EmployeeId id, const std::optional<std::string>& number) {
  if (number) return *number;
  std::string cell("#");
  return cell += id.str();
}

}  // namespace erp::employee
