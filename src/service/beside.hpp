// Work beside its caller: on a thread of its own, or by the caller himself when he has one thread.
#pragma once

#include <future>

namespace service {

/// Starts `work` when there is more than one thread, otherwise does it when its answer is asked
/// for. Its answer must be asked for, or the future be dropped, before what it refers to goes.
template <typename Work>
std::future<std::invoke_result_t<Work>> beside(int threads, Work work) {
    return std::async(threads > 1 ? std::launch::async : std::launch::deferred, std::move(work));
}

}  // namespace service
