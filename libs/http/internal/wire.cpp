#include "http/internal/wire.h"

#include <algorithm>

#include <boost/beast/http/status.hpp>

#include "http/language.h"
#include "observe/trace.h"

namespace erp::http {
namespace {

void AddField(std::string& bytes, const std::string& name, const std::string& value) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
  if (std::any_of(name.begin(), name.end(), control) ||
      std::any_of(value.begin(), value.end(), control)) {
    return;
  }
  bytes.append(name).append(": ").append(value).append("\r\n");
}

// How the client finds the end of the body; without a field it is that of the connection.
void AddLength(std::string& bytes, const Response& response, Chunks chunks) {
  if (!response.source || response.source_size) {
    const auto size = response.source ? *response.source_size : response.body.size();
    AddField(bytes, "Content-Length", std::to_string(size));
  } else if (chunks == Chunks::kKnown) {
    AddField(bytes, "Transfer-Encoding", "chunked");
  }
}

}  // namespace

std::string Print(const Response& response, bool keep, bool head_only, Chunks chunks) {
  namespace beast = boost::beast::http;
  const auto reason =
      beast::obsolete_reason(beast::int_to_status(static_cast<unsigned>(response.status)));
  std::string bytes;
  bytes.reserve(512 + response.body.size());
  bytes.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  bytes.append(reason.data(), reason.size()).append("\r\n");
  for (const auto& [name, value] : response.headers) AddField(bytes, name, value);
  if (const auto trace = trace::Current()) AddField(bytes, "traceparent", trace->Traceparent());
  // Refusals at least differ by it, whatever this answer is.
  AddField(bytes, "Vary", "Accept-Language");
  if (LanguageScope::Used()) {
    AddField(bytes, "Content-Language", std::string(TagOf(CurrentLanguage())));
  }
  if (!keep) AddField(bytes, "Connection", "close");
  const bool has_body = response.status != 204 && response.status != 304;
  if (has_body && !response.content_type.empty()) {
    AddField(bytes, "Content-Type", response.content_type);
  }
  if (has_body) AddLength(bytes, response, chunks);
  bytes.append("\r\n");
  if (has_body && !head_only && !response.source) bytes.append(response.body);
  return bytes;
}

}  // namespace erp::http
