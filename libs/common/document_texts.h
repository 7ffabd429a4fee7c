// The texts of a document in one list. All code that hashes, compares, stores, sends, forgets,
// reads or shows them goes through the list, so that a text more is a member here and a line of it.
// Plain values.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace erp {

// The fields of a form that has none filled in.
inline constexpr const char* kNoFields = "{}";

// A member that is new is initialised, so that nobody has to name it.
struct DocumentTexts {
  std::string title;
  std::string content;
  std::string fields = kNoFields;  // canonical JSON object; only its form knows what is in it

  friend bool operator==(const DocumentTexts&, const DocumentTexts&) = default;
};

struct DocumentText {
  enum class Kind {
    kSingleLine,  // one line; where it is required, not blank
    kText,        // of any lines
    kObject,      // canonical JSON object, "{}" for none
  };

  std::string_view name;  // on the wire, in MongoDB and in Redis
  std::string DocumentTexts::*value;
  Kind kind = Kind::kText;
  bool required =
      false;            // otherwise clients need not say it, and earlier releases did not store it
  std::size_t max = 0;  // characters, of lines and texts
};

// In the order in which they are hashed, those that are required first.
inline constexpr std::array kDocumentTexts{
    DocumentText{"title", &DocumentTexts::title, DocumentText::Kind::kSingleLine, true, 200},
    // At most 64 KiB.
    DocumentText{"content", &DocumentTexts::content, DocumentText::Kind::kText, true, 16UL * 1024},
    DocumentText{"fields", &DocumentTexts::fields, DocumentText::Kind::kObject, false, 0},
};

}  // namespace erp
