// What document_bson.h keeps of results that a document holds, to and from BSON. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "approval-request/domain/held.h"
#include "mongo/bson.h"

namespace erp::approval_request {

mongo::Document ToBson(const HeldResult& held);

// Of a stored document; throws mongo::Malformed.
std::vector<HeldResult> HeldOf(mongo::View bson);

// The operand of $pull that takes the results with these ids out of a document.
mongo::Document PullOf(const std::vector<std::string>& ids);

}  // namespace erp::approval_request
