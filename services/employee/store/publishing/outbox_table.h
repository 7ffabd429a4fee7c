// Table outbox as the transactions of this service write it.
#pragma once

#include <vector>

#include "employee/app/publishing/ports.h"
#include "mysql/session.h"

namespace erp::employee {

// Writes the message in the session's transaction and says where it is kept. Blocks on one
// statement, which waits for no lock. The one that appends holds the lock on the row that the
// message's key stands for, if the order of that key's messages matters. Most callers use
// PublishingTransactions instead, which also sends what was committed.
void AppendToOutbox(mysql::Session& session, OutgoingMessage& message);

// Many with few statements. Where each is kept is not said: they are for the sweep.
void AppendManyToOutbox(mysql::Session& session, const std::vector<OutgoingMessage>& messages);

}  // namespace erp::employee
