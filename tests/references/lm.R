# Abnormal returns by R's lm and rlm (of MASS, which every R has), on the bundled prices: the reference of tests/eventstudy/test_fits_of_r.py.
# Run from the root of the repository: Rscript tests/references/lm.R
# It writes tests/references/lm.csv: case, quantity, name (a coefficient, an event day or a window), value.

returns <- function(ticker) {
  bars <- read.csv(file.path("seeds", "prices", paste0(ticker, ".csv")))
  n <- nrow(bars)
  data.frame(date = bars$date[-1], r = log((bars$close + bars$dividend)[-1] / bars$close[-n]))
}

common_days <- function(tickers) {
  table <- NULL
  for (ticker in tickers) {
    one <- setNames(returns(ticker), c("date", ticker))
    table <- if (is.null(table)) one else merge(table, one, by = "date")
  }
  table[order(table$date), ]
}

cases <- list(
  "factor model"  = c("EMB", "IEF", "HYG", "UUP"),
  "market model"  = c("TUR", "EEM"),
  "constant mean" = c("EMB")
)
estimation <- -270:-21
days <- -1:4

rows <- NULL
add <- function(case, quantity, name, value) {
  rows <<- rbind(rows, data.frame(case, quantity, name, value = sprintf("%.17g", value)))
}

for (case in names(cases)) {
  tickers <- cases[[case]]
  table <- common_days(tickers)
  day0 <- which(table$date == "2023-09-20")
  factors <- if (length(tickers) > 1) tickers[-1] else "1"
  model <- reformulate(factors, tickers[1])
  fit <- lm(model, data = table[day0 + estimation, ])
  coefficients <- summary(fit)$coefficients
  names <- sub("(Intercept)", "const", rownames(coefficients), fixed = TRUE)
  add(case, "params", names, coefficients[, "Estimate"])
  add(case, "bse", names, coefficients[, "Std. Error"])
  add(case, "sigma", "", summary(fit)$sigma)
  add(case, "df", "", fit$df.residual)
  robust <- MASS::rlm(model, data = table[day0 + estimation, ], maxit = 500, acc = 1e-13)
  add(case, "huber", names, coef(robust))

  event <- table[day0 + days, ]
  ahead <- predict(fit, newdata = event, se.fit = TRUE)
  add(case, "ar", days, event[[tickers[1]]] - ahead$fit)
  add(case, "ar_bse", days, sqrt(ahead$se.fit^2 + ahead$residual.scale^2))

  # One regression over both windows with a dummy for each event day and, for the CAR, with the same dummies
  # turned so that one coefficient is their sum: its standard error is that of the CAR.
  both <- table[day0 + c(estimation, days), ]
  for (window in list(c(0, 1), c(-1, 1), c(0, 4), c(-1, 4))) {
    inside <- days[days >= window[1] & days <= window[2]]
    dummies <- sapply(days, function(d) as.numeric(c(estimation, days) == d))
    first <- match(inside[1], days)
    # gamma_first = CAR - (sum of the others): substitute, and the column of the first dummy carries the CAR.
    for (other in match(inside[-1], days)) dummies[, other] <- dummies[, other] - dummies[, first]
    turned <- lm(update(model, . ~ . + dummies), data = both)
    car <- summary(turned)$coefficients[paste0("dummies", first), ]
    name <- paste(window, collapse = " ")
    add(case, "car", name, car["Estimate"])
    add(case, "car_bse", name, car["Std. Error"])
    add(case, "car_pvalue", name, car["Pr(>|t|)"])
  }
}

write.csv(rows, file.path("tests", "references", "lm.csv"), row.names = FALSE, quote = FALSE)
