// What deciding and recalling from the document's page have in common: approval-processing is
// asked, and the request waits a little until the document shows what came of it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "approval-request/app/ports.h"
#include "approval-request/app/result_watch.h"
#include "approval-request/domain/rights.h"

namespace erp::approval_request {

// Thread-safe.
class AskArbiter {
 public:
  static constexpr std::chrono::milliseconds kTimeout{1000};

  struct Outcome {
    Receipt receipt;
    bool shown = false;  // the document shows the result already
  };
  struct Question {
    RequestId document;
    const Viewer& viewer;
    std::optional<std::int64_t> version;  // what the client saw (If-Match), if it said so
  };
  using Ask = std::function<Result<Receipt>()>;

  AskArbiter(Documents& documents, ResultWatch& watch, std::chrono::milliseconds timeout)
      : documents_(documents), watch_(watch), timeout_(timeout) {}

  // `ask` judges the version; here it only says why, when the document has moved on since. What is
  // refused to somebody for whom the document is not there is kNotFound "document-not-found", as
  // for one that does not exist; Unavailable where that is not known. Blocks in `ask`, then at most
  // `timeout`; not at all when the watch is full.
  Result<Outcome> Run(const Question& question, const Ask& ask);

 private:
  Error Explained(Error refusal, const Question& question);
  bool WaitUntilShown(ResultWatch::Ticket& ticket, RequestId document, const Receipt& receipt);
  bool IsShown(RequestId document, const std::string& result_id);

  Documents& documents_;
  ResultWatch& watch_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace erp::approval_request
