// Texts of a document for tests: every member of the list has something to say.
#pragma once

#include <string>

#include "common/document_texts.h"

namespace erp::test {

inline std::string Filled(const DocumentText& member) {
  if (member.kind == DocumentText::Kind::kObject) {
    return R"({"dueDate":"2026-11-30","leaveDays":1.5})";
  }
  return std::string(member.name).append(" 가족 행사");
}

inline DocumentTexts FilledTexts() {
  DocumentTexts texts;
  for (const auto& member : kDocumentTexts) texts.*member.value = Filled(member);
  return texts;
}

}  // namespace erp::test
