// How this service reaches the bus as a producer.
#pragma once

#include <chrono>

#include "approval-processing/config.h"
#include "kafka/producer.h"

namespace erp::approval_processing {

inline constexpr std::chrono::hours kResultsKept = std::chrono::days(7);

kafka::ProducerOptions BusOptions(const Config& config);

// --migrate: creates the topics that this service produces to, with their dead letters, where
// they do not exist, brings the settings of existing ones up to date, and says so in one line.
// Blocks for at most 30 s; throws as kafka::EnsureTopics does.
void CreateTopics(const Config& config);

}  // namespace erp::approval_processing
