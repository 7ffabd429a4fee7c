// The member `participants` of a stored document (document_bson.h).
#pragma once

#include "approval-request/domain/transition.h"
#include "mongo/bson.h"

namespace erp::approval_request {

mongo::Array ParticipantsBson(const Document& document);

// Whom the change names anew, with everybody before, for documents of earlier releases; empty when
// it names nobody.
mongo::Array JoiningParticipants(const Transition& transition);

}  // namespace erp::approval_request
