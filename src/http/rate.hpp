// Token buckets: how often one address or identity may ask, by class of route.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace http {

enum class RateClass : uint8_t { free, read, write, upload, sign_in, heavy };

struct Rate {
    int64_t burst = 0;       // Requests at once; 0: no limit.
    int64_t per_minute = 0;  // Coming back each minute.
};

/// By RateClass.
using Rates = std::array<Rate, 6>;

/// The defaults of docs/limits.md.
Rates address_rates();
Rates identity_rates();

/// Buckets by key, in shards so that threads seldom meet. Full buckets are forgotten.
class Buckets {
public:
    explicit Buckets(Rates rates) : rates_(rates) {}

    /// 0: take it. Otherwise the seconds until the next one is there.
    int64_t take(RateClass kind, std::string_view key, int64_t tick_us);

private:
    struct Bucket {
        int64_t micro = 0;  // Millionths of a request.
        int64_t at_us = 0;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Bucket> buckets;
    };
    int64_t refilled(Rate rate, Bucket const& bucket, int64_t tick_us) const;

    Rates rates_;
    std::array<Shard, 16> shards_;
};

}  // namespace http
