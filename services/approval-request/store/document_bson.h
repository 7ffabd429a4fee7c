// How a document lies in MongoDB, collection `approvals`:
//
//   _id          requestId          ver, applied, order   see domain/document.h
//   state, title, content, contentHash
//   type, form {id, version}        the form; the id follows from the type, and earlier releases
//                wrote "general" for every one
//   fields                          canonical JSON; empty, or absent in earlier documents, when
//                they say nothing but the leave
//   leaveMinutes                    absent when the document takes no leave
//   leaveDates, attendance          effects of its form, see domain/document.h; absent without
//   leaveTo                         the last of leaveDates
//   requesterId, requester {name, position, department}
//   openStep     number, 0 = none
//   openId, openSince, openApprovers [id]   of the open step; openId is the requestId; absent
//                when no step is open
//   rounds [{round, submittedAt, endedAt?, recall? {id, n, at, comment},
//            refusal? {code, availableMinutes, pendingMinutes, told?, date?},
//                the last one is LeaveRefusal::notified; what is stored keeps its name
//            cancellation? {by, minutes, whole, reason, at, firstDate?}
//                of the leave that it approved
//            about? {title, content, fields?, formVersion?, leaveMinutes, contentHash, requester}
//                when it was about something else than the document is now
//            steps [{step, approverId, name, position, department, status, attempt, openedAt?,
//                    decidedAt?, decisionId?, n?, comment?, vacant?,
//                    handovers? [{fromId, name, position, department, because, ver, at, attempt,
//                                 move?}]}]}]
//   refused [{id, n, reason, at}]           the last 32 results that could not be applied
//   held [{id, n, type, body, since}]       results that wait for the one before them; ver stays
//   moves [{key, content, round}]           the last 32 changes by the drafter, and cancellations
//   participants [id]   ParticipantsOf (domain/rights.h), for lists; absent in documents of earlier
//                releases until FillParticipants has seen them
//   nextLine [{id, name, position, department}]   of the next submit, once edited
//   deletedAt                        absent unless the drafter has deleted it
//   createdAt, updatedAt
//   audit [{seq, actor, action, round, step, reference, comment, reason?, at, prev, hash}],
//   auditHead
//   outbox [{id, target, topic, key, type, body, trace, time}]
//   obAt         time of the oldest outbox entry; absent when there is none
//   setAside [{entry, at}], setAsideAt   outbox entries that could not be read; mostly absent
//   lease        until when a sweeper has the outbox (the server's clock); claim: which one
//   idemKey, idemHash               absent when the client sent no key
//
// Rounds and steps are stored by number, so that round r is rounds[r-1] and step s steps[s-1]:
// a change sets its members by these paths and never writes the document anew.
#pragma once

#include <optional>
#include <vector>

#include "approval-request/app/ports.h"
#include "mongo/bson.h"

namespace erp::approval_request {

mongo::Document InsertOf(const Submission& submission,
                         const std::vector<Message>& messages,
                         const std::optional<SubmitKey>& key);

// Which document a transition is about: the version that it starts from, and no message but those
// that it makes done.
mongo::Document FilterOf(const Transition& transition);

// The update that a transition is: operators only.
mongo::Document UpdateOf(const Transition& transition, const std::vector<Message>& messages);

// Matches the document that this transition, and no later one, has left behind.
mongo::Document ProofOf(const Transition& transition);

// Everything but audit and outbox. Throws mongo::Malformed.
Document DocumentOf(mongo::View bson);

std::vector<AuditEntry> AuditOf(mongo::View bson);

// The projection of what DocumentOf reads, and the same without contents.
const mongo::Document& DocumentProjection();
const mongo::Document& DocumentProjectionWithoutContent();

// The open step alone.
OpenStepKey OpenStepKeyOf(mongo::View bson);

}  // namespace erp::approval_request
