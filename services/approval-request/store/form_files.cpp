#include "approval-request/store/form_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "approval-request/domain/leave.h"
#include "json/canonical.h"
#include "json/object_reader.h"
#include "json/schema.h"

namespace erp::approval_request {

struct FormFiles::Form {
  int version = 1;
  json::Schema schema;
  std::optional<std::string> leave_field;  // the effect, if it has one
  std::optional<std::string> dates_field;  // with it: the leave is counted from the dates
  bool attendance = false;                 // the effect: a day at work is corrected
};

namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  return text;
}

// One line about all mistakes.
std::runtime_error Wrong(const fs::path& path, const Error& error) {
  std::string line = path.string() + ": ";
  if (error.fields.empty()) line += error.message.English();
  for (std::size_t i = 0; i < error.fields.size(); ++i) {
    if (i > 0) line += ", ";
    line.append(error.fields[i].pointer).append(" ").append(error.fields[i].detail.English());
  }
  return std::runtime_error(line);
}

void ReadLabel(json::ObjectReader& reader) {
  const auto* label = reader.Any("label");
  if (label == nullptr) return reader.Mistake("label", "is required");
  json::ObjectReader labels(*label, "/label");
  for (const char* language : {"ko", "en"}) {
    static_cast<void>(
        labels.Text(language, {.min = 1, .max = 100, .single_line = true, .not_blank = true}));
  }
  reader.Absorb(labels);
}

struct Effect {
  std::optional<std::string> leave;
  std::optional<std::string> dates;
  bool attendance = false;
};

// Those fields of a form that say which day at work it corrects.
constexpr std::array kDayMembers = {"workDate", "checkIn", "checkOut", "absent", "reason"};

// Of a form without fault that corrects attendance: it has those fields, of those types.
bool CorrectsDays(const json::Schema& schema) {
  constexpr std::array kTypes = {"string", "string", "string", "boolean", "string"};
  const auto& definition = schema.definition();
  const auto& properties = definition["properties"];
  const auto required = definition.value("required", json::Value::array());
  for (std::size_t i = 0; i < kDayMembers.size(); ++i) {
    const auto found = properties.find(kDayMembers.at(i));
    if (found == properties.end() || (*found)["type"].get<std::string>() != kTypes.at(i)) {
      return false;
    }
  }
  const auto is_required = [&](const std::string& name) {
    return std::any_of(required.begin(), required.end(),
                       [&](const json::Value& one) { return one.get<std::string>() == name; });
  };
  return is_required("workDate") && is_required("reason");
}

// Those fields, as employee takes them.
std::string DayOf(const json::Value& fields) {
  auto day = json::Value::object();
  for (const char* member : kDayMembers) {
    if (fields.contains(member)) day[member] = fields[member];
  }
  return json::Dump(day);
}

// The fields that a form without fault names; anything else becomes a mistake of the reader.
Effect ReadEffect(json::ObjectReader& reader, const json::Schema* schema) {
  const auto* effect = reader.Any("effect");
  if (effect == nullptr) return {};
  json::ObjectReader effects(*effect, "/effect");
  if (effect->is_object() && effect->contains("attendance")) {
    static_cast<void>(effects.Word("attendance", {"day"}));
    reader.Absorb(effects);
    if (schema != nullptr && !CorrectsDays(*schema)) {
      reader.Mistake("effect",
                     "without the fields of a day: workDate, checkIn, checkOut, absent, "
                     "reason");
    }
    return {.leave = {}, .dates = {}, .attendance = true};
  }
  auto field = effects.Text("leave", {.min = 1, .max = 64});
  auto dates = effects.OptionalText("leaveDates", {.min = 1, .max = 64});
  reader.Absorb(effects);
  if (!field || schema == nullptr) return {};
  const auto& definition = schema->definition();
  const auto required = definition.value("required", json::Value::array());
  const auto is_required = [&](const std::string& name) {
    return std::find(required.begin(), required.end(), name) != required.end();
  };
  const auto& properties = definition["properties"];
  const bool number = properties.contains(*field) && properties[*field]["type"] == "number";
  if (!dates && number && is_required(*field)) return {std::move(field), std::nullopt, false};
  const bool date = dates && properties.contains(*dates) &&
                    properties[*dates].value("format", std::string()) == "date";
  if (dates && number && date && !is_required(*field) && !is_required(*dates)) {
    return {std::move(field), std::move(dates), false};
  }
  reader.Mistake("effect", dates ? "no names of an optional number and an optional date"
                                 : "no name of a required field of type number");
  return {};
}

// Takes what has to be counted out of the fields: the members that a request of leave has, as they
// are, and how many days the client says that they take.
void ReadDates(const std::string& leave_field, json::Value& fields, Draft& draft) {
  constexpr std::array kMembers = {"startDate", "endDate", "unit", "half", "quarter", "from", "to"};
  auto request = json::Value::object();
  for (const char* member : kMembers) {
    if (fields.contains(member)) request[member] = fields[member];
  }
  draft.leave_request = json::Dump(request);
  draft.claimed_days = draft.leave_days;
  if (!draft.claimed_days && fields.contains(leave_field) && fields[leave_field].is_number()) {
    draft.claimed_days = fields[leave_field].get<double>();
  }
  if (draft.leave_said_by == LeaveSaidBy::kFields) draft.claimed_days.reset();
  fields.erase(leave_field);
}

// What a mistake about the field is called by a client that says it by its old name.
void NameByOldName(const std::string& field, std::vector<FieldError>& mistakes) {
  const std::string pointer = json::PointerTo("/fields", field);
  for (auto& mistake : mistakes) {
    if (mistake.pointer == pointer) mistake.pointer = "/leaveDays";
  }
}

void Append(std::vector<FieldError> more, std::vector<FieldError>& mistakes) {
  for (auto& mistake : more) mistakes.push_back(std::move(mistake));
}

// Writes what is said as leaveDays into the field that it is the old name of.
void SayLeaveOnce(const Draft& draft,
                  const std::optional<std::string>& field,
                  json::Value& fields,
                  std::vector<FieldError>& mistakes) {
  if (!draft.leave_days) return;
  if (!field) {
    mistakes.push_back({"/leaveDays", "is only for forms that take leave"});
  } else if (!fields.contains(*field) || draft.leave_said_by == LeaveSaidBy::kLeaveDays) {
    fields[*field] = *draft.leave_days;
  } else if (draft.leave_said_by == LeaveSaidBy::kBoth && fields[*field] != *draft.leave_days) {
    mistakes.push_back({"/leaveDays", Message("must be equal to {} when both are given",
                                              std::string("fields.").append(*field))});
  }
}

}  // namespace

FormFiles::FormFiles(const fs::path& folder) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".json") Add(entry.path());
  }
  if (failure) throw std::runtime_error(folder.string() + ": " + failure.message());
  if (!forms_.contains(kGeneralForm)) {
    throw std::runtime_error(folder.string() + " has no general.json");
  }
  for (const auto& [id, form] : forms_) ids_.push_back(id);
}

void FormFiles::Add(const fs::path& path) {
  const auto value = json::Parse(ReadAll(path));
  if (!value) throw Wrong(path, value.error());
  json::ObjectReader reader(*value);
  const auto id = reader.Text("id");
  if (id && (!IsFormId(*id) || path.stem() != *id)) {
    reader.Mistake("id", "not the name of the file, of small letters, digits and hyphens");
  }
  const auto version = reader.Integer("version", 1, INT32_MAX);
  ReadLabel(reader);
  const auto* definition = reader.Any("schema");
  auto schema =
      json::Schema::Compile(definition == nullptr ? json::Value() : *definition, "/schema");
  auto effect = ReadEffect(reader, schema ? &*schema : nullptr);
  auto wrong = reader.Finish();
  if (!schema) {
    auto all = schema.error();
    if (wrong) Append(std::move(wrong->fields), all.fields);
    throw Wrong(path, all);
  }
  if (wrong) throw Wrong(path, *wrong);
  forms_[*id] = std::make_unique<Form>(Form{static_cast<int>(*version), *std::move(schema),
                                            std::move(effect.leave), std::move(effect.dates),
                                            effect.attendance});
}

FormFiles::~FormFiles() = default;

Forms::Reading FormFiles::Read(Draft draft) const {
  const auto found = forms_.find(draft.form);
  if (found == forms_.end()) {
    return {std::move(draft), {{"/form", Message("must be one of {}", Message::List(ids_))}}};
  }
  const Form& form = *found->second;
  auto fields = json::Value::parse(draft.texts.fields);
  const bool old_name = form.leave_field && (draft.leave_days || fields.empty());
  std::vector<FieldError> mistakes;
  const bool dated = form.dates_field && fields.contains(*form.dates_field) &&
                     !fields[*form.dates_field].is_null();
  draft.leave_request.reset();
  if (dated) {
    ReadDates(*form.leave_field, fields, draft);
  } else {
    SayLeaveOnce(draft, form.leave_field, fields, mistakes);
  }
  auto canonical = json::CanonicalObject(fields, "/fields");
  Append(std::move(canonical.mistakes), mistakes);
  draft.form_version = form.version;
  draft.leave_days.reset();
  if (mistakes.empty()) {
    fields = json::Value::parse(canonical.text);
    draft.texts.fields = std::move(canonical.text);
    Append(form.schema.Check(fields, "/fields"), mistakes);
  }
  if (mistakes.empty() && form.leave_field && !dated && !fields.contains(*form.leave_field)) {
    mistakes.push_back({json::PointerTo("/fields", *form.leave_field), "is required"});
  }
  if (mistakes.empty() && form.leave_field && !dated) {
    draft.leave_days = fields[*form.leave_field].get<double>();
    if (!LeaveMinutesOf(*draft.leave_days)) {
      mistakes.push_back({json::PointerTo("/fields", *form.leave_field),
                          "must be a multiple of 0.125 above 0, at most 366"});
    }
  }
  draft.attendance.reset();
  if (mistakes.empty() && form.attendance) draft.attendance = DayOf(fields);
  if (old_name) NameByOldName(*form.leave_field, mistakes);
  return {std::move(draft), std::move(mistakes)};
}

std::optional<std::string> CheckForms(const Config& config) {
  try {
    const FormFiles forms(config.forms_dir);
    return std::nullopt;
  } catch (const std::runtime_error& wrong) {
    return std::string("FORMS_DIR: ") + wrong.what();
  }
}

}  // namespace erp::approval_request
