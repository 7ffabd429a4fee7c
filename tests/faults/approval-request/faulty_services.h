// What employee and notification answer, wrong on purpose.
//   standin.skip  nobody has left: their work waits for them, and goes on to them
//   inboxes.skip  the inboxes have got everything
#pragma once

#include <string>
#include <vector>

#include "approval-request/app/leaver_watch.h"
#include "approval-request/app/ports.h"
#include "faults/hit.h"

namespace erp::approval_request {

// Thread-safe. The port must outlive it.
class FaultyLeaverFeed final : public LeaverFeed {
 public:
  explicit FaultyLeaverFeed(LeaverFeed& feed) : feed_(feed) {}

  LeaversPage List(const std::string& after) override {
    if (faults::Hit("standin.skip")) return {.next = after};
    return feed_.List(after);
  }

 private:
  LeaverFeed& feed_;
};

// Thread-safe. The port must outlive it.
class FaultyInboxes final : public Inboxes {
 public:
  explicit FaultyInboxes(Inboxes& inboxes) : inboxes_(inboxes) {}

  Missing FindMissing(const std::vector<PublishedNotices>& published) override {
    auto missing = inboxes_.FindMissing(published);
    if (!missing.published.empty() && faults::Hit("inboxes.skip")) missing.published.clear();
    return missing;
  }

 private:
  Inboxes& inboxes_;
};

}  // namespace erp::approval_request
