#include "contracts/document_texts.h"

#include <utility>

namespace erp::contracts {
namespace {

using Kind = DocumentText::Kind;

constexpr std::size_t kMaxText = 100'000;

// Canonical as its producer made it: the names of an object are sorted by every parser here.
std::string ReadObject(json::ObjectReader& reader, std::string_view name) {
  const auto* object = reader.Any(name);
  if (object == nullptr) return kNoFields;
  if (object->is_object()) return json::Dump(*object);
  reader.Mistake(name, "must be an object");
  return kNoFields;
}

}  // namespace

void AddTexts(const DocumentTexts& texts, json::Value& json) {
  for (const auto& member : kDocumentTexts) {
    const std::string& value = texts.*member.value;
    const std::string name(member.name);
    if (member.kind == Kind::kObject) {
      json[name] = json::Value::parse(value);
    } else if (member.required || !value.empty()) {
      json[name] = value;
    }
  }
}

DocumentTexts ReadTexts(json::ObjectReader& reader) {
  DocumentTexts texts;
  for (const auto& member : kDocumentTexts) {
    if (member.kind == Kind::kObject) {
      texts.*member.value = ReadObject(reader, member.name);
      continue;
    }
    auto value = member.required ? reader.Text(member.name, {.max = kMaxText})
                                 : reader.OptionalText(member.name, {.max = kMaxText});
    if (value) texts.*member.value = *std::move(value);
  }
  return texts;
}

}  // namespace erp::contracts
