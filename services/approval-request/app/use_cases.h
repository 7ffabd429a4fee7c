// The use cases of this service over the ports that they need: the same in the daemon and in
// tests, which only pass other ports.
#pragma once

#include <functional>

#include "approval-request/app/cached_people.h"
#include "approval-request/app/cancel_leave.h"
#include "approval-request/app/change_draft.h"
#include "approval-request/app/decide_step.h"
#include "approval-request/app/epoch_in_force.h"
#include "approval-request/app/forms.h"
#include "approval-request/app/hand_over.h"
#include "approval-request/app/held_results.h"
#include "approval-request/app/inbox_reconciler.h"
#include "approval-request/app/leaver_watch.h"
#include "approval-request/app/leavers.h"
#include "approval-request/app/leavers_leave.h"
#include "approval-request/app/ports.h"
#include "approval-request/app/read_documents.h"
#include "approval-request/app/record_result.h"
#include "approval-request/app/reemit_jobs.h"
#include "approval-request/app/reemit_notifications.h"
#include "approval-request/app/result_watch.h"
#include "approval-request/app/rights.h"
#include "approval-request/app/set_aside.h"
#include "approval-request/app/settle_leave.h"
#include "approval-request/app/stand_ins.h"
#include "approval-request/app/submit_document.h"
#include "common/clock.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// All must outlive the app. Assignable: another port may be put before one of them (wiring.h).
struct Ports {
  std::reference_wrapper<Documents> documents;
  std::reference_wrapper<RequestIds> ids;
  std::reference_wrapper<PeopleDirectory> directory;
  std::reference_wrapper<const Forms> forms;
  std::reference_wrapper<DecisionClient> decisions;
  std::reference_wrapper<const EventEncoder> encoder;
  std::reference_wrapper<Publisher> publisher;
  std::reference_wrapper<const Clock> clock;
  std::reference_wrapper<ResultsProgress> progress;
  std::reference_wrapper<Redelivery> redelivery;
  std::reference_wrapper<LeaveClient> leave;
  std::reference_wrapper<ArbiterStepStates> step_states;
  std::reference_wrapper<SetAsideMessages> set_aside;
  std::reference_wrapper<ReEmitJobStore> jobs;
  std::reference_wrapper<Inboxes> inboxes;
  std::reference_wrapper<ReconciliationNotes> reconciliation_notes;
  std::reference_wrapper<BusLogs> logs;
  std::reference_wrapper<metrics::Registry> registry;
  std::reference_wrapper<WaitingWork> work;
  std::reference_wrapper<TaskMover> mover;
  std::reference_wrapper<LeaverFeed> leaver_feed;
  std::reference_wrapper<ArbiterEpochs> epochs;
  std::reference_wrapper<Roles> roles;
  std::reference_wrapper<AttendanceClient> attendance;
  RecordResult::Decode decode = {};  // of results that documents hold
};

// Its parts are thread-safe.
struct UseCases {
  explicit UseCases(const Ports& ports,
                    SubmitOptions options = {},
                    InboxReconcilerOptions keeping = {},
                    HeldOptions held_options = {},
                    const TimeZone& zone = TimeZone("UTC"))
      : people(ports.directory),
        stand_ins(leavers, people),
        settle(ports.documents, ports.encoder, ports.publisher, stand_ins, ports.clock),
        submit({ports.documents, ports.ids, people, ports.forms, ports.encoder, ports.publisher,
                ports.clock, ports.leave, ports.attendance, settle},
               options),
        drafts({ports.documents, people, ports.forms, ports.encoder, ports.publisher, ports.clock,
                submit, ports.step_states}),
        cancel_leave({ports.documents, ports.roles, ports.encoder, ports.publisher, ports.clock,
                      ports.step_states, zone}),
        epoch(ports.epochs),
        record(ports.documents,
               ports.encoder,
               ports.publisher,
               watch,
               stand_ins,
               epoch,
               ports.clock,
               ports.decode),
        hand_over({ports.work, ports.documents, ports.mover, leavers, stand_ins, ports.encoder,
                   ports.publisher, ports.clock}),
        leavers_leave(
            {ports.work, ports.documents, ports.encoder, ports.publisher, ports.clock, zone}),
        leaver_watch(ports.leaver_feed, leavers, hand_over, leavers_leave),
        held(ports.documents, ports.decisions, ports.progress, record, ports.clock, held_options),
        decide(ports.documents, ports.decisions, watch),
        recall(ports.documents, ports.decisions, watch),
        read(ports.documents, ports.encoder, ports.step_states),
        rights(ports.clock, zone),
        reemit(ports.documents, ports.encoder, ports.redelivery),
        inbox_reconciler({ports.documents, ports.encoder, ports.redelivery, ports.inboxes,
                          ports.reconciliation_notes, ports.logs, ports.clock},
                         keeping,
                         ports.registry),
        forms(ports.forms),
        progress(ports.progress),
        set_aside(ports.set_aside),
        clock(ports.clock),
        reemit_jobs(reemit, ports.jobs, ports.clock) {}

  ResultWatch watch;
  CachedPeople people;
  Leavers leavers;
  StandIns stand_ins;
  SettleLeave settle;
  SubmitDocument submit;
  ChangeDraft drafts;
  CancelLeave cancel_leave;
  EpochInForce epoch;
  RecordResult record;
  HandOver hand_over;
  CancelLeaversLeave leavers_leave;
  LeaverWatch leaver_watch;
  HeldResults held;
  DecideStep decide;
  RecallDocument recall;
  ReadDocuments read;
  Rights rights;
  ReEmitNotifications reemit;
  InboxReconciler inbox_reconciler;
  const Forms& forms;
  ResultsProgress& progress;
  SetAsideMessages& set_aside;
  const Clock& clock;
  ReEmitJobs reemit_jobs;  // last: its thread ends first
};

}  // namespace erp::approval_request
