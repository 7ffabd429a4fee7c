#include "employee/api/identity/sign_in_page.h"

#include <algorithm>

#include "common/digest_text.h"

namespace erp::employee {
namespace {

using http::Language;
using http::Localized;

// 4.5:1 and more between text and ground, in the dark too (WCAG 2.2, 1.4.3).
constexpr std::string_view kStyle =
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;"
    "place-items:center}"
    "main{width:min(22rem,90vw);padding:2rem 0}"
    "h1{font-size:1.5rem;margin:0 0 1rem}"
    "label{display:block;margin-top:1rem}"
    "input{font:inherit;box-sizing:border-box;width:100%;padding:.6rem;border:1px solid #767676;"
    "border-radius:.3rem}"
    "button{font:inherit;width:100%;margin-top:1.5rem;padding:.7rem;border:0;border-radius:.3rem;"
    "background:#0b57d0;color:#fff}"
    "input:focus-visible,button:focus-visible{outline:3px solid #d97706;outline-offset:2px}"
    "[role=alert]{border-left:.3rem solid #b3261e;padding:.5rem .8rem}";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// base64 with its padding, as policies write digests.
std::string StyleDigest() {
  auto digest = Sha256Base64Url(kStyle);
  std::replace(digest.begin(), digest.end(), '-', '+');
  std::replace(digest.begin(), digest.end(), '_', '/');
  return digest + "=";
}

// Browsers hold the address that a form leads to against form-action too: that of the application,
// or its scheme where that is its own.
std::string SourceOf(const std::string& redirect_uri) {
  const auto colon = redirect_uri.find(':');
  if (colon == std::string::npos) return {};
  if (redirect_uri.compare(colon, 3, "://") != 0) return redirect_uri.substr(0, colon + 1);
  return redirect_uri.substr(0, redirect_uri.find_first_of("/?", colon + 3));
}

std::string Policy(const std::string& redirect_uri) {
  static const std::string kDigest = StyleDigest();
  const auto source = SourceOf(redirect_uri);
  std::string policy = "default-src 'none'; style-src 'sha256-";
  policy.append(kDigest).append("'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'");
  return policy.append(source.empty() ? "" : " ").append(source);
}

http::Response Html(std::string body, int status, Language language, const std::string& policy) {
  http::Response response{status, std::move(body), "text/html; charset=utf-8"};
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Content-Language", http::TagOf(language));
  response.headers.emplace_back("Vary", "Accept-Language");
  response.headers.emplace_back("Content-Security-Policy", policy);
  return response;
}

std::string Document(const std::string& title, const std::string& main, Language language) {
  std::string page = "<!doctype html>\n<html lang=\"";
  page.append(http::TagOf(language))
      .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
      .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
      .append(Escaped(title))
      .append("</title>\n<style>")
      .append(kStyle)
      .append("</style>\n</head>\n<body>\n<main>\n<h1>")
      .append(Escaped(title))
      .append("</h1>\n")
      .append(main)
      .append("</main>\n</body>\n</html>\n");
  return page;
}

// A label and its input; `attributes` as they are written.
std::string Field(const std::string& name,
                  const std::string& label,
                  std::string_view attributes,
                  const std::string& value = "") {
  std::string field = "<label for=\"";
  field.append(name).append("\">").append(Escaped(label)).append("</label>\n<input id=\"");
  field.append(name).append("\" name=\"").append(name).append("\" ").append(attributes);
  if (!value.empty()) field.append(" value=\"").append(Escaped(value)).append("\"");
  return field.append(">\n");
}

std::string Hidden(const std::string& name, const std::string& value) {
  std::string field = "<input type=\"hidden\" name=\"";
  return field.append(Escaped(name)).append("\" value=\"").append(Escaped(value)).append("\">\n");
}

std::string Form(const SignInPage& page, Language language) {
  std::string form;
  if (page.refused) {
    form.append("<p role=\"alert\" id=\"refused\">")
        .append(Escaped(Localized(*page.refused, language)))
        .append("</p>\n");
  }
  form.append("<form method=\"post\" action=\"").append(Escaped(page.action)).append("\">\n");
  for (const auto& [name, value] : page.hidden) form.append(Hidden(name, value));
  form.append(Field("username", Localized("User name", language),
                    "type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" "
                    "spellcheck=\"false\" maxlength=\"100\" required",
                    page.username));
  form.append(Field("password", Localized("Password", language),
                    page.refused ? "type=\"password\" autocomplete=\"current-password\" required "
                                   "aria-describedby=\"refused\""
                                 : "type=\"password\" autocomplete=\"current-password\" required"));
  form.append(Field("totp", Localized("One-time code, if you have set them up", language),
                    "type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\" "
                    "pattern=\"[0-9]{6}\" maxlength=\"6\""));
  form.append("<button type=\"submit\">")
      .append(Escaped(Localized("Sign in", language)))
      .append("</button>\n</form>\n");
  return form;
}

}  // namespace

http::Response ShowSignIn(const SignInPage& page, Language language, int status) {
  return Html(Document(Localized("Sign in", language), Form(page, language), language), status,
              language, Policy(page.redirect_uri));
}

http::Response ShowMistake(const Message& sentence, Language language) {
  std::string main = "<p role=\"alert\">";
  main.append(Escaped(Localized(sentence, language))).append("</p>\n");
  return Html(Document(Localized("Signing in is not possible", language), main, language), 400,
              language, Policy(""));
}

http::Language LanguageOf(std::string_view ui_locales, std::string_view accept_language) {
  while (!ui_locales.empty()) {
    const auto end = std::min(ui_locales.find(' '), ui_locales.size());
    const auto tag = ui_locales.substr(0, std::min(end, ui_locales.find('-')));
    if (tag == "ko") return Language::kKorean;
    if (tag == "en") return Language::kEnglish;
    ui_locales.remove_prefix(std::min(end + 1, ui_locales.size()));
  }
  return http::Negotiate(accept_language);
}

}  // namespace erp::employee
