// The id of a form that documents are written on, such as "annual-leave", and its old spelling, the
// `type` of a document: "ANNUAL_LEAVE". Each follows from the other, for every form.
// Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace erp {

inline constexpr std::string_view kGeneralForm = "general";

// Words of small letters and digits between hyphens, from 1 to 40 characters, a letter first.
bool IsFormId(std::string_view text);

// Of an id.
std::string TypeOfForm(std::string_view form);
// Nothing for what is not the type of any id.
std::optional<std::string> FormOfType(std::string_view type);

}  // namespace erp
