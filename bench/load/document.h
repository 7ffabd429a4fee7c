// What the loader writes and reads on the wire. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "load/http_pool.h"
#include "load/options.h"

namespace erp::bench {

// Body of POST /approvals: a one-step document of the type that the options want.
std::string DocumentBody(const Options& options,
                         std::int64_t drafter,
                         std::int64_t approver,
                         std::size_t number);

bool IsSuccess(const Answer& answer);

// The id of a document that was created, or nothing.
std::optional<std::int64_t> CreatedId(const Answer& answer);

// True when the same request may succeed a moment later: no answer, something is away, or what
// it needs is still on its way (a step that is not open yet).
bool IsTransient(const Answer& answer);

// What a frame says of a document.
struct Notice {
  std::int64_t document = 0;
  std::string status;
  std::string place;  // "epoch:seq" in the person's inbox; empty when it has none
};
std::optional<Notice> ReadNotice(const std::string& body);

}  // namespace erp::bench
