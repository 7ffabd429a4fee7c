// The language of what people read: chosen once for each request from its Accept-Language (RFC 9110
// section 12.5.4), then used by whatever answers it on that thread. Translations are looked up by
// the English sentence (common/message.h); one without a translation stays English.
// Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/message.h"

namespace erp::http {

enum class Language { kKorean, kEnglish };

// "ko", "en".
std::string_view TagOf(Language language);

// What the client prefers of the two. Korean when it says nothing, nothing that can be read, or
// only languages that are not spoken here; of two equally wanted ones the first named.
Language Negotiate(std::string_view accept_language);

// The language of this thread's present request; Korean outside of one.
Language CurrentLanguage();

// Sets the language of this thread until the end of the scope.
class LanguageScope {
 public:
  explicit LanguageScope(Language language);
  ~LanguageScope();
  LanguageScope(const LanguageScope&) = delete;
  LanguageScope& operator=(const LanguageScope&) = delete;

  // True in a scope, so also while a request is answered.
  static bool Present();
  // Whether a sentence was put into words since the innermost scope began: the answer then names
  // its language.
  static bool Used();

 private:
  const Language before_;
  const bool present_before_;
  const bool used_before_;
};

// The sentence in the present language.
std::string Localized(const Message& message);
std::string Localized(const Message& message, Language language);

struct Translation {
  std::string_view english;  // the template
  std::string_view korean;   // its places in the same order, or numbered: {1} before {0}
};

// Adds a table that lives as long as the process; again is the same as once. Before the server of
// the sentences starts; a sentence that is known already keeps its translation.
void AddKorean(std::span<const Translation> table);

// Of this module and of what it is built on (libs/common, libs/json, libs/auth); always there.
std::span<const Translation> KoreanOfLibraries();

}  // namespace erp::http
