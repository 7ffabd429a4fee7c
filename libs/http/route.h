// What a route declares about itself. The server refuses what does not fit before the handler sees
// it, always in this order: path (404), method (405), media type (415), access (401, 403), query,
// ids (404), If-Match, Idempotency-Key, body. So a handler reads its own body and nothing else.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "auth/access.h"
#include "http/call.h"
#include "http/message.h"

namespace erp::http {

enum class Body : std::uint8_t {
  kNone,  // of POST, PUT and PATCH: one that comes is refused; of the others it is ignored
  kJson,  // read by the handler, which says what is wrong with it
  // application/x-www-form-urlencoded, read by the handler with ParseForm (form.h).
  kForm,
  // Read by the handler piece by piece while it arrives (Call::streamed_body), see Route::upload.
  // All that needs no body is refused before a byte of it is read, and "100 Continue" is sent only
  // when the handler asks for the first one. 64 KiB of it wait at most in memory.
  kStreamed,
};

// What a streamed body may be.
struct UploadLimits {
  // "application/pdf", "image/*" or "*/*", in lower case; parameters are ignored.
  std::vector<std::string> media_types = {};
  std::uint64_t max_bytes = 0;  // more is 413; ServerOptions::max_body does not count here
};

// There is no route without `access`: leaving it out does not compile.
struct Route {
  std::string method;
  std::string pattern;  // "/employees/{id}"
  auth::Access access;

  // Parameters of the query, beside limit and cursor of a list and the one that names the actor.
  std::vector<std::string> query = {};
  bool ignores_query = false;  // whatever else a query has, as RFC 6749 section 3.1 wants it
  bool list = false;           // takes limit and cursor: Call::page
  bool idempotent = false;     // takes Idempotency-Key: Call::key
  bool versioned = false;      // takes If-Match: Call::version
  Body body = Body::kNone;
  UploadLimits upload = {};     // of Body::kStreamed
  bool streams_answer = false;  // may answer by a Response::source
  // Parameters of the pattern that are texts. All others are ids: one that cannot be is 404.
  std::vector<std::string> texts = {};

  // 0: as the server says; later is 503 "late". Of a streamed body the time counts for which the
  // handler was waited, and again from each time that it takes more of the body.
  std::chrono::milliseconds answer_within{0};
  // What one answer takes in memory at most while it is made and written; 0: little. The server
  // bounds the sum (ServerOptions::large_answers): others wait, see large_answers.h.
  std::size_t answer_bytes = 0;
  // Asked again and again by programs: logged only at debug level while it is answered well.
  bool routine = false;
};

// Runs on a worker thread; may block within its own deadlines. What it throws becomes 503
// (Unavailable) or 500 (anything else), never the text of the exception.
using Handler = std::function<Response(const Call&)>;

// A handler that works on `target`, which must outlive the server.
template <typename Target>
Handler On(Target& target, Response (*handle)(Target&, const Call&)) {
  return [&target, handle](const Call& call) { return handle(target, call); };
}

}  // namespace erp::http
