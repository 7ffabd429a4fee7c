// The forms, each defined by a file of a folder (proto/forms), all read at the start:
//
//   {"id": "annual-leave", "version": 1, "label": {"ko": "연차", "en": "Annual leave"},
//    "effect": {"leave": "leaveDays"}, "schema": {...}}
//
// The file is named after the id. `schema` says which fields there are (the part of JSON Schema
// draft 7 that libs/json/schema.h takes). `effect` may be absent; `leave` names the field that says
// how many days a document on this form takes from the ledger.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/forms.h"
#include "approval-request/config.h"

namespace erp::approval_request {

class FormFiles final : public Forms {
 public:
  // Throws std::runtime_error, whose text is one line with every mistake, when a definition is
  // wrong, a file cannot be read or there is no general form.
  explicit FormFiles(const std::filesystem::path& folder);
  ~FormFiles() override;

  [[nodiscard]] Reading Read(Draft draft) const override;
  [[nodiscard]] const std::vector<std::string>& Ids() const override { return ids_; }

 private:
  struct Form;

  void Add(const std::filesystem::path& path);

  std::map<std::string, std::unique_ptr<const Form>, std::less<>> forms_;
  std::vector<std::string> ids_;
};

// What is wrong with FORMS_DIR, or nothing.
std::optional<std::string> CheckForms(const Config& config);

}  // namespace erp::approval_request
