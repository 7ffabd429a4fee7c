#include "http/form.h"

#include <algorithm>
#include <utility>

#include "http/internal/framing.h"

namespace erp::http {

std::optional<std::string> DecodeFormText(std::string_view text) {
  return DecodePercent(text, true);
}

std::optional<Form> ParseForm(std::string_view body) {
  if (body.size() > kLargestForm) return std::nullopt;
  Form form;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    auto name = DecodeFormText(pair.substr(0, equals));
    auto value = DecodeFormText(pair.substr(equals + 1));
    if (!name || !value || form.size() == kMostFormFields) return std::nullopt;
    if (!form.emplace(*std::move(name), *std::move(value)).second) return std::nullopt;
  }
  return form;
}

}  // namespace erp::http
