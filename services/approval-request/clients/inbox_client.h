// notification's operator port: what the inboxes have not got.
#pragma once

#include <vector>

#include "approval-request/app/ports.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Blocks for at most 3 s a question; Unavailable when notification does not answer.
class InboxClient final : public Inboxes {
 public:
  explicit InboxClient(http::Client& client) : client_(client) {}

  // However many: asked in several questions.
  Missing FindMissing(const std::vector<PublishedNotices>& published) override;

 private:
  Missing Ask(const std::vector<PublishedNotices>& published);

  http::Client& client_;
};

}  // namespace erp::approval_request
