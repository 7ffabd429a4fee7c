// A task as fields of its hash, in both directions.
#pragma once

#include <string>
#include <vector>

#include "approval-processing/domain/task.h"
#include "redis/reply.h"

namespace erp::approval_processing {

// Why a document is set aside, as it is stored.
inline constexpr const char* kAsideForResult = "result";
inline constexpr const char* kAsideForSource = "source";

// What open.lua stores beside what it is given by position: field, value, field, value, ...
std::vector<std::string> ViewFields(const OpenedStep& opened);

// Those of them that only a list needs, forgotten when the round closes.
const std::vector<std::string>& ForgottenFields();

// What queue.lua reads of each task, and the task made of it. Throws std::runtime_error when
// the hash is not what open.lua writes.
const std::vector<std::string>& ListedFields();
Task ReadTask(const redis::Reply& values);

}  // namespace erp::approval_processing
