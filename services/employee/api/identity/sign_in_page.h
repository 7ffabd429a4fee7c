// The pages that the issuer shows in a browser: plain HTML without a script, in Korean or English,
// of which nothing comes from elsewhere. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/message.h"
#include "http/language.h"
#include "http/message.h"

namespace erp::employee {

struct SignInPage {
  std::string action;                                       // where the form is sent
  std::vector<std::pair<std::string, std::string>> hidden;  // fields that people do not see
  std::string username = {};                                // as it was typed before
  std::optional<Message> refused = std::nullopt;            // why the last try was
  std::string redirect_uri = {};                            // where the browser goes afterwards
};

// 200, or `status` where a try was refused.
http::Response ShowSignIn(const SignInPage& page, http::Language language, int status = 200);

// 400 with a sentence and without a form: the application sent the browser here wrongly.
http::Response ShowMistake(const Message& sentence, http::Language language);

// The language that the client of an authorization request names first ("ui_locales", tags with
// blanks between them), or else the one of Accept-Language.
http::Language LanguageOf(std::string_view ui_locales, std::string_view accept_language);

}  // namespace erp::employee
