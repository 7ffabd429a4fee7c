// What approval-processing keeps of documents: GET /internal/documents, POST …/{id}/replace.
#pragma once

#include <string>

#include "approval-request/app/ports.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Each call blocks for 5 s at most; Unavailable without an answer of the contract.
class ProcessingDocuments final : public ArbiterDocuments {
 public:
  explicit ProcessingDocuments(http::Client& client) : client_(client) {}

  Page List(const std::string& cursor) override;
  bool Replace(const ArbiterPlace& seen) override;

 private:
  http::Client& client_;
};

}  // namespace erp::approval_request
