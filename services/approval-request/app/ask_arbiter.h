// What deciding and recalling from the document's page have in common: approval-processing is
// asked, and the request waits a little until the document shows what came of it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "approval-request/app/ports.h"
#include "approval-request/app/result_watch.h"

namespace erp::approval_request {

// Thread-safe.
class AskArbiter {
 public:
  static constexpr std::chrono::milliseconds kTimeout{1000};

  struct Outcome {
    Receipt receipt;
    bool shown = false;  // the document shows the result already
  };
  using Ask = std::function<Result<Receipt>()>;

  AskArbiter(Documents& documents, ResultWatch& watch, std::chrono::milliseconds timeout)
      : documents_(documents), watch_(watch), timeout_(timeout) {}

  // `expected_version` is what the client saw (If-Match), if it said so. `ask` judges it; here it
  // only says why, when the document has moved on since. Blocks in `ask`, then at most
  // `timeout`; not at all when the watch is full.
  Result<Outcome> Run(RequestId document,
                      std::optional<std::int64_t> expected_version,
                      const Ask& ask);

 private:
  Error Explained(Error refusal, RequestId document, std::optional<std::int64_t> expected);
  bool WaitUntilShown(ResultWatch::Ticket& ticket, RequestId document, const Receipt& receipt);
  bool IsShown(RequestId document, const std::string& result_id);

  Documents& documents_;
  ResultWatch& watch_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace erp::approval_request
