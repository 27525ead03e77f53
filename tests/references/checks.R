# Diagnostics of a regression, comparison of correlations, and dose-response in base R on the bundled prices: the reference
# of tests/eventstudy/test_checks_of_r.py. Run from the root of the repository: Rscript tests/references/checks.R
# It writes tests/references/checks.csv: quantity, name (a session, a pair or a coefficient), value.

returns <- function(ticker) {
  bars <- read.csv(file.path("seeds", "prices", paste0(ticker, ".csv")))
  n <- nrow(bars)
  setNames(data.frame(bars$date[-1], log((bars$close + bars$dividend)[-1] / bars$close[-n])), c("date", ticker))
}

table <- Reduce(function(a, b) merge(a, b, by = "date"),
                lapply(c("EMB", "VWOB", "PCY", "CEMB", "IEF", "HYG", "UUP"), returns))
table <- table[order(table$date), ]
day0 <- which(table$date == "2023-09-20")
before <- table[day0 + (-270:-21), ]
after <- table[day0 + (1:60), ]
event <- table[day0 + (0:4), ]

rows <- NULL
add <- function(quantity, name, value) {
  rows <<- rbind(rows, data.frame(quantity, name, value = sprintf("%.17g", value)))
}

# Residuals and influence of one fit.
fit <- lm(EMB ~ IEF + HYG + UUP, data = before)
e <- resid(fit)
L <- length(e)
box <- Box.test(e, lag = 10, type = "Ljung-Box")
add("ljung-box", c("statistic", "pvalue"), c(box$statistic, box$p.value))
squares <- embed(e^2, 11)
arch <- nrow(squares) * summary(lm(squares[, 1] ~ squares[, -1]))$r.squared
add("arch-lm", c("statistic", "pvalue"), c(arch, pchisq(arch, 10, lower.tail = FALSE)))
some <- seq(1, L, by = 10)
add("hat", some, hatvalues(fit)[some])
add("cooks", some, cooks.distance(fit)[some])
add("dffits", some, dffits(fit)[some])
add("event hat", 0:4, (predict(fit, newdata = event, se.fit = TRUE)$se.fit / summary(fit)$sigma)^2)

# Recursive residuals: a regression of its own for every session.
w <- rep(NA, L)
for (t in 5:L) {
  past <- lm(EMB ~ IEF + HYG + UUP, data = before[1:(t - 1), ])
  x <- c(1, unlist(before[t, c("IEF", "HYG", "UUP")]))
  X <- model.matrix(past)
  w[t] <- (before$EMB[t] - sum(x * coef(past))) / sqrt(1 + sum(x * solve(crossprod(X), x, tol = 0)))
}
w <- w[5:L]
n <- length(w)
add("recursive", seq(1, n, by = 10), w[seq(1, n, by = 10)])
add("cusum", "statistic", max(abs(cumsum(w)) / sqrt(sum(w^2)) / (1 + 2 * (1:n) / n)))

# Correlations before and after, Fisher's z by its definition, Jennrich's statistic by trace and inverse.
funds <- c("EMB", "VWOB", "PCY", "CEMB")
r1 <- cor(before[funds])
r2 <- cor(after[funds])
pairs <- which(upper.tri(r1), arr.ind = TRUE)
pairs <- pairs[order(pairs[, 1], pairs[, 2]), ]
add("before", apply(pairs, 1, paste, collapse = " "), r1[pairs])
add("after", apply(pairs, 1, paste, collapse = " "), r2[pairs])
add("fisher z", apply(pairs, 1, paste, collapse = " "), (atanh(r2[pairs]) - atanh(r1[pairs])) / sqrt(1 / 247 + 1 / 57))
pooled <- (250 * r1 + 60 * r2) / 310
Z <- sqrt(250 * 60 / 310) * solve(pooled) %*% (r1 - r2)
jennrich <- sum(diag(Z %*% Z)) / 2 - sum(diag(Z) * solve(diag(4) + pooled * solve(pooled), diag(Z)))
add("jennrich", c("statistic", "pvalue"), c(jennrich, pchisq(jennrich, 6, lower.tail = FALSE)))

# Dose-response. The abnormal return of the funds on day 0 and the covariance of its error, then the generalised slope as
# the regression of whitened returns; its exact t as the dummy of day 0 in a regression of the slope's portfolio over both
# windows on the factors and on two combinations of the funds that the line cannot move.
weights <- c(0.37, 0.22, 0, 0.12) / 100
fits <- lm(as.matrix(before[funds]) ~ IEF + HYG + UUP, data = before)
day <- event[1, ]
ar <- unlist(day[funds]) - c(1, unlist(day[c("IEF", "HYG", "UUP")])) %*% coef(fits)
X <- model.matrix(fits)
x <- c(1, unlist(day[c("IEF", "HYG", "UUP")]))
V <- crossprod(resid(fits)) / (L - 4) * (1 + sum(x * solve(crossprod(X), x, tol = 0)))
white <- solve(t(chol(V)))
slope <- lm((white %*% t(ar)) ~ 0 + white %*% cbind(1, weights))
add("gls", c("intercept", "slope"), coef(slope))
still <- qr.Q(qr(cbind(1, weights)), complete = TRUE)[, 3:4]
both <- rbind(before, day)
moved <- as.matrix(both[funds]) %*% (weights - mean(weights)) / sum((weights - mean(weights))^2)
covariates <- as.matrix(both[funds]) %*% still
dummy <- c(rep(0, L), 1)
exact <- summary(lm(moved ~ IEF + HYG + UUP + covariates + dummy, data = both))$coefficients["dummy", ]
add("exact gls", c("slope", "bse", "tvalue", "pvalue"), exact)

write.csv(rows, file.path("tests", "references", "checks.csv"), row.names = FALSE, quote = FALSE)
