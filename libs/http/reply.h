// The one place where answers are made: Error -> application/problem+json (RFC 9457), with its
// sentences in the language of the request (language.h).
#pragma once

#include <string>
#include <string_view>

#include "common/error.h"
#include "http/message.h"

namespace erp::http {

// The HTTP status of an ErrorCode; the only such table.
int StatusOf(ErrorCode code);

// type, title, status, detail, code, traceId, errors[], and the error's extras.
Response Problem(const Error& error);

// 503 with Retry-After in whole seconds (at least 1); the code is the exception's slug.
Response ProblemUnavailable(const Unavailable& error);

// 500 "internal": says nothing about the cause; the caller has logged it.
Response ProblemInternal();

// Any other status that has no ErrorCode, e.g. framing errors.
Response ProblemStatus(int status, std::string_view code, const Message& detail);

// 200 or the given status with a JSON body already printed.
Response Json(std::string body, int status = 200);

// 201 with a relative Location ("17" beside ".../approvals" is "approvals/17").
Response Created(std::string body, const std::string& location);

// 204.
Response NoContent();

}  // namespace erp::http
