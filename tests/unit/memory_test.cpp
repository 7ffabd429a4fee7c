#include "common/memory.h"

#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace erp::memory {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;

// Takes `bytes` in blocks of the size of documents and frees all but every hundredth, so that no
// heap can simply end earlier.
std::vector<std::unique_ptr<char[]>> Fragment(std::size_t bytes) {
  constexpr std::size_t kBlock = 16 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks(bytes / kBlock);
  for (auto& block : blocks) block = std::make_unique<char[]>(kBlock);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (i % 100 != 0) blocks[i].reset();
  }
  return blocks;
}

TEST(Memory, WhatManyThreadsFreedGoesBackToTheSystemAlthoughEachLeftHoles) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizer has an allocator of its own";
#endif
  const auto before = Resident();
  std::vector<std::vector<std::unique_ptr<char[]>>> left(4);
  std::vector<std::thread> threads;
  for (auto& blocks : left) threads.emplace_back([&blocks] { blocks = Fragment(32 * kMiB); });
  for (auto& thread : threads) thread.join();
  const auto held = Resident();
  ASSERT_GT(held, before + 64 * kMiB);
  EXPECT_GT(Unused(), 64 * kMiB);
  EXPECT_TRUE(Trim());
  EXPECT_LT(Resident(), before + 24 * kMiB);
}

TEST(Memory, NothingIsDoneWhereLittleIsUnused) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizer has an allocator of its own";
#endif
  Trim();
  EXPECT_FALSE(Trim());
}

}  // namespace
}  // namespace erp::memory
