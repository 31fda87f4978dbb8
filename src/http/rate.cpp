// Token buckets in whole millionths of a request.
#include "http/rate.hpp"

#include <algorithm>
#include <functional>

namespace http {
namespace {

constexpr int64_t micro = 1'000'000;
constexpr int64_t minute_us = 60'000'000;
constexpr size_t buckets_most = 20'000;  // Of one shard.

}  // namespace

Rates address_rates() {
    return {Rate{}, {3000, 60'000}, {600, 6'000}, {60, 300}, {20, 20}, {30, 60}};
}

Rates identity_rates() {
    return {Rate{}, {2000, 30'000}, {300, 3'000}, {30, 120}, {10, 10}, {20, 30}};
}

int64_t Buckets::refilled(Rate rate, Bucket const& bucket, int64_t tick_us) const {
    int64_t const waited = std::clamp<int64_t>(tick_us - bucket.at_us, 0, 60 * minute_us);
    // A minute brings per_minute × micro, and has minute_us microseconds: 60 of one for the other.
    return std::min(rate.burst * micro, bucket.micro + waited * rate.per_minute / 60);
}

int64_t Buckets::take(RateClass kind, std::string_view key, int64_t tick_us) {
    Rate const rate = rates_[size_t(kind)];
    if (rate.burst == 0) return 0;
    std::string name(1, char('a' + int(kind)));
    name += key;
    Shard& shard = shards_[std::hash<std::string>()(name) % shards_.size()];
    std::lock_guard const lock(shard.mutex);
    if (shard.buckets.size() >= buckets_most) {
        std::erase_if(shard.buckets, [&](auto const& one) {
            Rate const its = rates_[size_t(one.first[0] - 'a')];
            return refilled(its, one.second, tick_us) >= its.burst * micro;
        });
        if (shard.buckets.size() >= buckets_most) shard.buckets.clear();
    }
    auto const [at, fresh] = shard.buckets.try_emplace(name);
    Bucket& bucket = at->second;
    bucket.micro = fresh ? rate.burst * micro : refilled(rate, bucket, tick_us);
    bucket.at_us = tick_us;
    if (bucket.micro >= micro) {
        bucket.micro -= micro;
        return 0;
    }
    int64_t const lacking = micro - bucket.micro;
    return lacking * 60 / (std::max<int64_t>(rate.per_minute, 1) * micro) + 1;
}

}  // namespace http
